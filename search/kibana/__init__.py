"""What analysts see in Kibana: made from one file, checked, put in place and held against what is there.

objects     saved objects, connector and rules, from `index_config/kibana/objects.yaml`
lens        one panel of the dashboard
check       what is wrong with what is there, against what it refers to and the fields of the indices
client      Kibana's HTTP API, and its errors in our words
install     puts them there, and looks whether they are there
"""
